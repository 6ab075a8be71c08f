'use strict';

// What is received is what was sent: body, tag, keys, properties, and a body that the client compresses.

const assert = require('assert');
const crypto = require('crypto');
const { Message } = require('ali-ons');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('fidelity');
  const producer = await kit.producer();
  const binary = crypto.randomBytes(3000);
  const large = Buffer.from('Ariane '.repeat(5000));

  const small = new Message(topic, 'Größe', binary);
  small.keys = [ 'key-1', 'key-2' ];
  small.properties.colour = 'blau & grün';
  await producer.send(small);
  await producer.send(new Message(topic, 'large', Buffer.from(large)));

  const { received } = await kit.consumer(kit.name('G'), topic, '*');
  await Kit.until('2 messages received', () => received.length >= 2);
  const [ first, second ] = received.sort((a, b) => a.body.length - b.body.length);
  assert.ok(first.body.equals(binary), 'binary body');
  assert.strictEqual(first.tags, 'Größe');
  assert.strictEqual(first.keys, 'key-1 key-2');
  assert.strictEqual(first.properties.colour, 'blau & grün');
  assert.strictEqual(first.topic, topic);
  assert.ok(second.body.equals(large), 'compressed body');
});
