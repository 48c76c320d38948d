package dev.karat.engine.delivery;

/**
 * What an operator decides about a run that is held.
 *
 * @param run exactly this one
 * @param approve true to write it, false to leave it unwritten
 * @param by the operator's login
 * @param reason why; no personal data
 */
public record BrakeOrder(long run, boolean approve, String by, String reason) {}
