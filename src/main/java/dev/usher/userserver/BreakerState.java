package dev.usher.userserver;

/** Whether the user server is asked: always, once to see whether it answers again, or not for a while. */
public enum BreakerState {
    CLOSED("closed", 0),
    HALF_OPEN("half-open", 1),
    OPEN("open", 2);

    private final String word;
    private final int number;

    BreakerState(String word, int number) {
        this.word = word;
        this.number = number;
    }

    /** As the metric has it. */
    int number() {
        return number;
    }

    /** As health names it. */
    @Override
    public String toString() {
        return word;
    }
}
