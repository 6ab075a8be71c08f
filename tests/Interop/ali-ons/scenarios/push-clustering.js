'use strict';

// A group gets every message once, before and after it joins, and goes on where it was when it comes back.

const assert = require('assert');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('cluster');
  const group = kit.name('G');
  const producer = await kit.producer();
  await kit.send(producer, topic, 20, { prefix: 'before' });

  const first = await kit.consumer(group, topic, '*', { instanceName: 'first' });
  await Kit.until('the messages sent before', () => first.received.length >= 20);
  await kit.send(producer, topic, 20, { prefix: 'after' });
  await Kit.until('the messages sent after', () => first.received.length >= 40);
  assert.deepStrictEqual(
    Kit.bodies(first.received).sort(),
    [ ...Kit.range('before', 20), ...Kit.range('after', 20) ].sort());
  await first.consumer.close();
  kit.open.pop();

  await kit.send(producer, topic, 10, { prefix: 'later' });
  const second = await kit.consumer(group, topic, '*', { instanceName: 'second' });
  await Kit.until('the messages sent meanwhile', () => second.received.length >= 10);
  assert.deepStrictEqual(Kit.bodies(second.received).sort(), Kit.range('later', 10).sort());
});
