import { checkPlanted } from './planted/check-planted.js';
import { delimiterFaults } from './planted/delimiter.js';

checkPlanted(delimiterFaults);
