import { testDataDir, testDocker, testImages, testLog } from '../../../../test/setup/index.ts';
import { providerContract } from '../../provider.contract.ts';
import { createDindProvider } from './index.ts';

providerContract(
  'dind',
  async () => {
    const [docker, images] = await Promise.all([testDocker(), testImages()]);
    return createDindProvider({ docker, dataDir: testDataDir(), images, log: testLog });
  },
  { remembers: true },
);
