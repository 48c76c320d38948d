package dev.karat.engine.store;

/** A store that several nodes may use at once: one of them writes, the others ask it to. */
public interface SharedStore extends Store, Leases, Inbox {}
