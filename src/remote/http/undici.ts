/// <reference path="./undici-parts.d.ts" />
/**
 * The parts of undici that are used: connections and requests. The whole of it, with `fetch`, caches and web sockets, is
 * twice as much to load.
 */
import connect from 'undici/lib/api/api-connect.js';
import request from 'undici/lib/api/api-request.js';
import buildConnector from 'undici/lib/core/connect.js';
import Client from 'undici/lib/dispatcher/client.js';
import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
import Pool from 'undici/lib/dispatcher/pool.js';

// What undici's own index does, for all ways to ask.
Object.assign(Dispatcher.prototype, { connect, request });

export { buildConnector, Client, Pool };
