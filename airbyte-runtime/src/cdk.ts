/*
 * The one module that imports faros-airbyte-cdk 0.11.26. It is imported file by file: its index also loads
 * faros-js-client with 600 modules, which costs a quarter of a second at each start and serves classes that are not used
 * here.
 */
import { AirbyteDestination } from 'faros-airbyte-cdk/lib/destinations/destination';
import { AirbyteDestinationRunner } from 'faros-airbyte-cdk/lib/destinations/destination-runner';
import { AirbyteLogger } from 'faros-airbyte-cdk/lib/logger';
import {
  AirbyteCatalogMessage,
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteSpec,
  type AirbyteConfig,
  type AirbyteConfiguredCatalog,
  type AirbyteMessage as CdkMessage,
  type AirbyteState,
  type AirbyteStateMessage,
} from 'faros-airbyte-cdk/lib/protocol';
import { AirbyteSource } from 'faros-airbyte-cdk/lib/sources/source';
import { AirbyteSourceLogger } from 'faros-airbyte-cdk/lib/sources/source-logger';
import { AirbyteSourceRunner } from 'faros-airbyte-cdk/lib/sources/source-runner';

import type { Outgoing, Output } from './output/output';

export {
  AirbyteCatalogMessage,
  AirbyteConnectionStatus,
  AirbyteConnectionStatusMessage,
  AirbyteDestination,
  AirbyteDestinationRunner,
  AirbyteSource,
  AirbyteSourceRunner,
  AirbyteSpec,
};
export type { AirbyteConfig, AirbyteConfiguredCatalog, AirbyteState, AirbyteStateMessage, CdkMessage };

/** Our messages are the CDK's in all but their types: its enums lack what the protocol has gained since. */
export function toCdk(message: Outgoing): CdkMessage {
  return message as unknown as CdkMessage;
}

function fromCdk(message: CdkMessage): Outgoing {
  return message as unknown as Outgoing;
}

/** The CDK's logger, which writes everything a runner says, with our output below it. */
export function sourceLogger(output: Output): AirbyteSourceLogger {
  return new (class extends AirbyteSourceLogger {
    override write(message: CdkMessage): void {
      output.write(fromCdk(message));
    }
    /** The CDK repeats the whole log inside a state; there is nothing to flush when it does not. */
    override flush(): void {
      output.flush();
    }
  })();
}

export function destinationLogger(output: Output): AirbyteLogger {
  return new (class extends AirbyteLogger {
    override write(message: CdkMessage): void {
      output.write(fromCdk(message));
    }
  })();
}
