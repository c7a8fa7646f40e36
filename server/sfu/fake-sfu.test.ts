import { FakeSfu } from './fake-sfu.ts';
import { testSfuContract } from './sfu-contract.ts';

testSfuContract('fake', async () => new FakeSfu());
