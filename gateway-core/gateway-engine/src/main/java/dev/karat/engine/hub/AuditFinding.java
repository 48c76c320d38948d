package dev.karat.engine.hub;

/** What an audit can find. Each counts golden ids, but for records that belong to none. */
public enum AuditFinding {
    /** The stored profile is not what its records give, or an id that stands for nothing holds values. */
    PROFILE_DIFFERS,
    /** The records of these profiles are parted in another way than the matching model parts them. */
    PARTITION_DIFFERS,
    /** A live record says who it is, and belongs to no live profile. */
    RECORD_WITHOUT_PROFILE,
    /** A record names a golden id that does not exist. */
    REFERENCE_WITHOUT_PROFILE,
    /** A redirect that ends neither in a live nor in an archived profile. */
    REDIRECT_LEADS_NOWHERE,
    /** A live profile hangs on a record that does not exist or that belongs to another one. */
    ANCHOR_MISSING,
    /** A delivery names a golden id that does not exist. */
    DELIVERY_WITHOUT_PROFILE
}
