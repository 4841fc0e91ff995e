/**
 * What other programs may build on, by name; docs/ARCHITECTURE.md says which name of the design is which. Importing it needs no
 * privilege and opens nothing. What would load a native library (netlink sockets) or a server (REST, gRPC) is left out: another
 * program reaches those through the running daemon.
 */

export { createTuner, type TunedPipeline, type Tuner, type TunerOptions, type TunerStatus } from './app/tuner.ts';
export { type Clock, systemClock } from './base/clock.ts';
export { type Action, classify, DaemonError, ERROR_CODES, type ErrorCode, type ErrorContext } from './base/errors.ts';
export { formatConfig, type LoadedConfig, type LoadOptions, loadConfig } from './config/load.ts';
export { type Change as ConfigKeyChange, planReload, type ReloadPlan } from './config/reload.ts';
export { type Config, type ConfigKey, configKeys, SECTION_NAMES, type SectionName, validate } from './config/schema.ts';
export { assess, HEALTH_VALUE, type Health, type HealthInputs, type HealthStatus } from './health/health.ts';
export { type Load, NO_STRAIN, type Strain, stepStrain, strainReasons } from './health/strain.ts';
export { type Comparison, compareRows, type Difference, type Expectations, expectations } from './neighbor/diff.ts';
export { type Happening, History, type HistoryItem } from './neighbor/history.ts';
export { formatIp, type Ip, parseIp } from './neighbor/ip.ts';
export { type KernelEntry, KernelTable, type LinkAddress } from './neighbor/kernel-table.ts';
export { formatKey, type NeighborKey, parseKey } from './neighbor/key.ts';
export { formatMac, type Mac, macFromBytes, macToBytes, parseMac } from './neighbor/mac.ts';
export { Mirror, type Published, type RowId } from './neighbor/mirror.ts';
export { formatNud } from './neighbor/nud.ts';
export { Pending, type PendingWrite, type WriteOutcome } from './neighbor/pending.ts';
export {
  ABSENT_RULES,
  type AbsentRule,
  desired,
  type HoldRule,
  NO_FACTS,
  type PolicyConfig,
  type PolicyEntry,
  type RowRule,
  type SwitchFacts,
  type Verdict,
} from './neighbor/policy.ts';
export type { Fence, RowFamily, RowWrite, StoredRow } from './neighbor/row.ts';
export { DEFAULT_VRF, type Vrf, type VrfBinding, type VrfLink, type VrfLinks, Vrfs } from './neighbor/vrf.ts';
export { type DecodeFailure, FAILURE_REASONS, type FailureReason, isFailure } from './netlink/codec/failure.ts';
export { type AddressMessage, decodeAddress, encodeAddress } from './netlink/codec/ifaddrmsg.ts';
export { decodeLink, encodeLink, type LinkMessage, RTM_DELLINK, RTM_NEWLINK } from './netlink/codec/ifinfomsg.ts';
export {
  AF_INET,
  AF_INET6,
  decodeNeigh,
  encodeNeigh,
  type NeighMessage,
  RTM_DELNEIGH,
  RTM_NEWNEIGH,
} from './netlink/codec/ndmsg.ts';
export {
  NTF_EXT_LEARNED,
  NTF_ROUTER,
  NUD_DELAY,
  NUD_FAILED,
  NUD_INCOMPLETE,
  NUD_NOARP,
  NUD_NONE,
  NUD_PERMANENT,
  NUD_PROBE,
  NUD_REACHABLE,
  NUD_STALE,
} from './netlink/codec/neighbour.ts';
export {
  type DoneMessage,
  decodeDone,
  decodeError,
  type ErrorMessage,
  encodeDone,
  encodeError,
} from './netlink/codec/nlmsgerr.ts';
export { type DecodedMessages, decodeMessages, encodeMessage, type NetlinkMessage } from './netlink/codec/nlmsghdr.ts';
export {
  type NeighDump,
  type NeighGet,
  type NeighSet,
  neighDeleteRequest,
  neighDumpRequest,
  neighGetRequest,
  neighSetRequest,
} from './netlink/codec/requests.ts';
export { type Attribute, decodeAttributes, encodeAttributes } from './netlink/codec/rtattr.ts';
export { type Link, type LinkChange, Links } from './netlink/links.ts';
export { type ConnectionOptions, createConnection, type RedisConnection } from './redis/connection.ts';
export type { RedisEndpoint } from './redis/endpoint.ts';
export type { AddRequest, AddState, ChangeResult, ConfigChange, ConfigReport } from './service/changes.ts';
export { createService, type ServicePorts } from './service/create-service.ts';
export type {
  ListQuery,
  NeighborAddress,
  NeighborFilter,
  NeighborInfo,
  NeighborPage,
} from './service/neighbor-info.ts';
export { readOnly } from './service/read-only.ts';
export type {
  ConfigValue,
  Explanation,
  HealthInfo,
  StatsInfo,
  StatusInfo,
  VerifyReport,
  VrfInfo,
} from './service/reports.ts';
export type { NeighsyncCommands, NeighsyncQueries, NeighsyncService } from './service/service.ts';
export type { SnapshotReason, WatchEvent, WatchQuery } from './service/watch-event.ts';
export { type DatabaseConfig, parseDatabaseConfig, readDatabaseConfig } from './sonic/database-config.ts';
export { createDirectSink } from './sonic/direct-sink.ts';
export { createProducerSink } from './sonic/producer-sink.ts';
export type { ApplyResult, RowSink, SinkOptions } from './sonic/row-batch.ts';
export { type TableNames, tableNames } from './sonic/table-names.ts';
export { createTableReader, type ReadMode, type TableReader } from './sonic/table-reader.ts';
export { Engine, type EngineOptions } from './sync/engine.ts';
export { Inspection, type NamedEntry, type RowFacts } from './sync/inspection.ts';
export type { Knobs } from './sync/knobs.ts';
export type { Barrier, KernelRequests, KeyReader, NeighborSink, RowReader } from './sync/ports.ts';
export type { EngineStatus, Keep, KeepReason } from './sync/status.ts';
export { type VerifyOptions, verify } from './sync/verify.ts';
export { HISTOGRAMS, METRIC_PREFIX, METRICS, type MetricFacts } from './telemetry/catalogue.ts';
export { LatencyRecorder, type LatencyRecorderOptions, type Totals } from './telemetry/latency-recorder.ts';
export type { WindowName } from './telemetry/measure.ts';
export type { DurationSummary, WindowSummary } from './telemetry/window-summary.ts';
export { type Bottleneck, findBottleneck } from './tuning/bottleneck.ts';
export type { Decision } from './tuning/decision.ts';
export { DecisionLog, type DecisionRecord } from './tuning/decision-log.ts';
export type { TunerPlan } from './tuning/plan.ts';
export { Profiler, type ProfilerOptions, type ProfileSnapshot } from './tuning/profiler.ts';
export { type Recommendation, recommend } from './tuning/recommendations.ts';
export { initialState as initialTunerState, step as stepTuner, type TunerState } from './tuning/step.ts';
export { type Strategy, type StrategyChoice, type StrategyName, strategyOf } from './tuning/strategy.ts';
export { type KnobLimits, type KnobName, knobLimits, type TunedKnobs } from './tuning/tuned-knobs.ts';
export type { TunerWindow } from './tuning/tuner-window.ts';
