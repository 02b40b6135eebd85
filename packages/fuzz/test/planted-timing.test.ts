import { checkPlanted } from './planted/check-planted.js';
import { timingFaults } from './planted/timing.js';

checkPlanted(timingFaults);
