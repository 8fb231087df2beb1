package dev.usher.http;

/** How the session cache took part. */
public enum CacheUse {
    HIT("hit"),
    MISS("miss"),
    STALE("stale"),
    NONE("-");

    private final String word;

    CacheUse(String word) {
        this.word = word;
    }

    @Override
    public String toString() {
        return word;
    }
}
