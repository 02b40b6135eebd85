import { checkPlanted } from './planted/check-planted.js';
import { lengthFaults } from './planted/length.js';

checkPlanted(lengthFaults);
