import { characterFaults } from './planted/characters.js';
import { checkPlanted } from './planted/check-planted.js';

checkPlanted(characterFaults);
