package dev.usher.store;

/** Redis cannot be asked right now; whatever was asked is unknown. */
final class StoreAway extends RuntimeException {

    private static final long serialVersionUID = 1;

    StoreAway(String why) {
        super(why, null, false, false);
    }
}
