// All extra cases, in the order in which they run and are shown.
import cold from './cases/cold.mjs';
import idle from './cases/idle.mjs';
import java from './cases/java.mjs';
import mixed from './cases/mixed.mjs';
import queues from './cases/queues.mjs';
import rate from './cases/rate.mjs';
import start from './cases/start.mjs';
import switches from './cases/switches.mjs';
import tags from './cases/tags.mjs';

export const cases = [idle, rate, switches, mixed, tags, java, cold, queues, start];
