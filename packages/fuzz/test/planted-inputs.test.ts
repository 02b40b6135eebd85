import { checkPlanted } from './planted/check-planted.js';
import { inputFaults } from './planted/inputs.js';

checkPlanted(inputFaults);
