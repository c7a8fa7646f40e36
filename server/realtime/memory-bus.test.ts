import { describe } from 'bun:test';
import { createLogger } from '../log.ts';
import { describeBus } from './bus-contract.ts';
import { makeMemoryBus } from './memory-bus.ts';

describe('the bus in memory', () => {
  describeBus(async () => [makeMemoryBus(createLogger('silent'))]);
});
