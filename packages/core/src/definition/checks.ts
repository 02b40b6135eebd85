/** Every kind of mistake that is looked for in a half. */
import { asyncFunction } from './checks/async-function.js';
import type { Check } from './checks/check.js';
import { deadEnd } from './checks/dead-end.js';
import { emittedEvent } from './checks/emitted-event.js';
import { endlessNeed } from './checks/endless-need.js';
import { endlessWriting } from './checks/endless-writing.js';
import { idlePart } from './checks/idle-part.js';
import { idleProgress } from './checks/idle-progress.js';
import { impossibleDelay } from './checks/impossible-delay.js';
import { impossibleNeed } from './checks/impossible-need.js';
import { misnamedEnd } from './checks/misnamed-end.js';
import { misplacedCreator } from './checks/misplaced-creator.js';
import { misspeltKey } from './checks/misspelt-key.js';
import { misspeltMeta } from './checks/misspelt-meta.js';
import { unheardEvent } from './checks/unheard-event.js';
import { unheardNeed } from './checks/unheard-need.js';
import type { HalfKind } from './half.js';

/** In the order in which one would mend them: what a first one explains comes after it. */
export const checks: Readonly<Record<HalfKind, readonly Check[]>> = {
  read: [
    misspeltKey,
    misspeltMeta,
    impossibleNeed,
    asyncFunction,
    misplacedCreator,
    impossibleDelay,
    idlePart,
    unheardNeed,
    unheardEvent,
    deadEnd,
    endlessNeed,
    idleProgress,
    emittedEvent,
    misnamedEnd,
  ],
  write: [
    misspeltKey,
    misspeltMeta,
    impossibleNeed,
    asyncFunction,
    misplacedCreator,
    impossibleDelay,
    idlePart,
    unheardEvent,
    misnamedEnd,
    endlessWriting,
  ],
};
