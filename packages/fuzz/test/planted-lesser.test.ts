import { checkPlanted } from './planted/check-planted.js';
import { lesserFaults } from './planted/lesser.js';

checkPlanted(lesserFaults);
