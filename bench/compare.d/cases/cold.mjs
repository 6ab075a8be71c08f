// Catching up with a backlog that is not in memory any more.
import { anonymousMb, dropFromPageCache } from '../processes.mjs';

const messages = 2 * 1024 * 1024;

export default {
  name: 'cold',
  title: 'Catching up with 2 GiB of cold backlog',
  note: '2,097,152 messages of 1 KiB in 8 queues; the server is restarted and the store taken out of the page cache '
    + 'before they are pulled over 4 connections.',
  columns: [
    { key: 'rate', title: 'messages/s' },
    { key: 'mb', title: 'MB/s' },
    { key: 'p99', title: 'p99 µs of a pull' },
    { key: 'cpu', title: 'CPU µs per message', digits: 2 },
    { key: 'anonymousMb', title: 'anonymous MB' },
  ],
  async *run(server) {
    const stored = await server.fill('cold', messages, 1024);
    await server.stop();
    await server.start();
    await server.warmUp(server.warmSeconds / 2);
    await dropFromPageCache(server.store);   // what has been mapped since the start is not the backlog
    const pulled = await server.load('pull', '-topic', 'cold', '-create=false', '-seconds', 200);
    if (pulled.messages !== stored || pulled.bad_records) {
      throw new Error(`${pulled.messages} of ${stored} came, ${pulled.bad_records} bad`);
    }
    yield ['2 GiB', {
      rate: pulled.rate,
      mb: pulled.mb_s,
      p99: pulled.pull_us.p99,
      cpu: pulled.server.cpu_us_per_msg,
      anonymousMb: anonymousMb(server.pid),
    }];
  },
};
