'use strict';

// A send marked as one-way is stored and not answered. The client has no method for it, only the parts.

const assert = require('assert');
const { Message } = require('ali-ons');
const RemotingCommand = require('ali-ons/lib/protocol/command/remoting_command');
const RequestCode = require('ali-ons/lib/protocol/request_code');
const MessageDecoder = require('ali-ons/lib/message/message_decoder');
const { Kit } = require('../support/kit');
const { scenario } = require('../support/scenario');

scenario(async kit => {
  const topic = await kit.topic('oneway');
  const producer = await kit.producer();
  const { messageQueue } = await producer.send(new Message(topic, 'first', 'first'));
  const address = producer._mqClient.findBrokerAddressInPublish(messageQueue.brokerName);

  for (const body of Kit.range('m', 50)) {
    const message = new Message(topic, 'T', body);
    const request = RemotingCommand.createRequestCommand(RequestCode.SEND_MESSAGE_V2, {
      a: producer.producerGroup,
      b: topic,
      c: producer.createTopicKey,
      d: 4,
      e: messageQueue.queueId,
      f: 0,
      g: Date.now(),
      h: 0,
      i: MessageDecoder.messageProperties2String(message.properties),
      j: 0,
      k: false,
    });
    request.body = message.body;
    request.markOnewayRPC();
    await producer._mqClient.invokeOneway(address, request);
  }

  const { received } = await kit.consumer(kit.name('G'), topic, 'T');
  await Kit.until(() => `50 messages received, there are ${received.length}`, () => received.length >= 50);
  assert.deepStrictEqual(Kit.bodies(received).sort(), Kit.range('m', 50).sort());
});
