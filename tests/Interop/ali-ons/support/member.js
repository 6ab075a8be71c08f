'use strict';

// A member of a consumer group in a process of its own: node support/member.js HOST:PORT GROUP TOPIC
// Tells its parent every body it receives.

const { Kit, report } = require('./kit');
const { Consumer } = require('ali-ons');

const [ nameServer, group, topic ] = process.argv.slice(2);
const consumer = new Consumer(new Kit(nameServer).options({
  consumerGroup: group,
  consumeFromWhere: 'CONSUME_FROM_FIRST_OFFSET',
}));
consumer.on('error', report);
consumer.subscribe(topic, '*', async message => {
  process.send({ body: message.body.toString(), queueId: message.queueId });
});
