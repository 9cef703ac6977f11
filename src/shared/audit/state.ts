/** The tables that the audit trail speaks of, as they are now. Times are milliseconds since 1970. */
export interface AuditedState {
  readonly channels: readonly {
    readonly task: string;
    readonly digest: string | null;
    readonly policy: string | null;
  }[];
  readonly rollouts: readonly AuditedRollout[];
  readonly releases: readonly AuditedRelease[];
  /** Releases older than the chain: how many, and SHA-256 over them. */
  readonly earlier: { readonly count: number; readonly sha256: string };
  readonly keys: readonly AuditedKey[];
  readonly bundles: readonly AuditedBundle[];
  readonly guard_policies: readonly AuditedPolicy[];
  readonly guard_lists: readonly AuditedList[];
}

export interface AuditedRollout {
  readonly task: string;
  readonly id: number;
  readonly kind: string;
  readonly digest: string;
  readonly share: number;
  /** JSON text. */
  readonly bands: string;
}

export interface AuditedRelease {
  readonly audit_seq: number;
  readonly task: string;
  readonly kind: string;
  readonly from_digest: string | null;
  readonly to_digest: string;
  readonly who: string;
  readonly why: string;
  readonly forced: boolean;
  readonly at: number;
}

export interface AuditedKey {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly fingerprint: string;
  readonly revoked: boolean;
  readonly expires_at: number | null;
  /** JSON array of its limits, in the order of their columns. */
  readonly limits: string;
}

export interface AuditedBundle {
  readonly digest: string;
  readonly task: string;
  readonly bytes: number;
  readonly signed_by: string;
}

export interface AuditedPolicy {
  readonly scope: string;
  readonly subject: string;
  readonly minimum: string | null;
  readonly default_policy: string | null;
}

export interface AuditedList {
  readonly task: string;
  readonly serial: number;
  readonly signed_by: string;
  /** Of the envelope, as it was signed. */
  readonly sha256: string;
}
