import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { startBridge } from '../lib/bridge/start-bridge.ts';

export default defineUnlistedScript(startBridge);
