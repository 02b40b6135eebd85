import { checkPlanted } from './planted/check-planted.js';
import { memoryFaults } from './planted/memory.js';

checkPlanted(memoryFaults);
