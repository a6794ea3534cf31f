import { defineUnlistedScript } from 'wxt/utils/define-unlisted-script';
import { openSocketDesk } from '../lib/bridge/follow-socket.ts';
import { socketWorld } from '../lib/bridge/socket-parts.ts';
import { socketWires } from '../lib/wires/socket-registry.ts';

/** Leaves what follows sockets in the frame's isolated world for the bridge; a second injection changes nothing. */
export default defineUnlistedScript(() => {
  socketWorld.__tollkeeperSockets ??= {
    wires: socketWires,
    openSocketDesk: (host) => openSocketDesk(host, socketWires),
  };
});
