'use strict';

// Groups get what they subscribe to: one tag, several, all. The broker filters, the client compares again.

const assert = require('assert');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('tags');
  const producer = await kit.producer();
  const tags = [ 'TagA', 'TagB', 'TagC' ];
  await kit.send(producer, topic, 30, { tag: index => tags[index % 3] });

  const wanted = { TagA: [ 'TagA' ], 'TagA || TagC': [ 'TagA', 'TagC' ], '*': tags };
  for (const [ expression, expected ] of Object.entries(wanted)) {
    const group = kit.name(`G${expected.length}`);
    const { received } = await kit.consumer(group, topic, expression, { instanceName: group });
    await Kit.until(`${expression}: ${expected.length * 10} messages`, () => received.length >= expected.length * 10);
    // One more that is wanted: whatever else came before it would be here by then.
    await kit.send(producer, topic, 4, { tag: 'TagA', prefix: 'end' });
    await Kit.until(`${expression}: the last ones`, () => Kit.bodies(received).filter(body => body.startsWith('end')).length >= 4);

    const earlier = received.filter(message => !message.body.toString().startsWith('end'));
    assert.deepStrictEqual([ ...new Set(earlier.map(message => message.tags)) ].sort(), expected);
    assert.strictEqual(earlier.length, expected.length * 10);
  }
});
