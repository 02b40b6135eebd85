import { checkPlanted } from './planted/check-planted.js';
import { stateFaults } from './planted/state.js';

checkPlanted(stateFaults);
