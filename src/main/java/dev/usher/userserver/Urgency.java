package dev.usher.userserver;

/** Which calls go first when there is not room for all. */
public enum Urgency {
    /** Somebody gets no answer without it: a login, or a token that nobody knows yet. */
    FIRST,
    /** There is an answer without it: a session that is stale, or one that has ended here already. */
    SECOND,
    /** Nobody waits for it, as for a refresh ahead of its time: it goes where there is room, or not at all. */
    SPARE
}
