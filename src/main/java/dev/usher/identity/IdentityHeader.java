package dev.usher.identity;

/**
 * One field as it goes to the service.
 *
 * @param value never empty; visible ASCII and inner spaces only
 */
public record IdentityHeader(String name, String value) {}
