// A server that nobody talks to: memory, cores, and how often it wakes up.
import { watch } from '../processes.mjs';

export default {
  name: 'idle',
  title: 'Idle',
  note: 'A server that has just started, watched for 8 s after 5 s of rest.',
  beforeWarmUp: true,
  columns: [
    { key: 'anonymousMb', title: 'anonymous MB', digits: 1 },
    { key: 'cores', title: 'cores', digits: 4 },
    { key: 'switches', title: 'context switches/s' },
    { key: 'calls', title: 'system calls/s' },
  ],
  async *run(server) {
    await new Promise(resume => setTimeout(resume, 5000));
    yield ['empty', await watch(server.pid, 8)];
  },
};
