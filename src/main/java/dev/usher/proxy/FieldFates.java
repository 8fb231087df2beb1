package dev.usher.proxy;

import dev.usher.http.Memo;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What becomes of a field by its name: worked out once for each spelling, since the same few dozen names come with
 * every message. Belongs to one event loop.
 */
final class FieldFates {

    private static final int REMEMBERED_NAMES = 512;
    private static final int LONGEST_REMEMBERED = 64;

    private final Predicate<String> ends;
    private final Set<String> depends;
    private final Memo<CharSequence, Field> known = new Memo<>(REMEMBERED_NAMES, this::workOut);

    enum Fate {
        PASSES,
        ENDS,
        /** Its value decides. */
        DEPENDS
    }

    /**
     * A name and its fate.
     *
     * @param spelled as in the message
     */
    record Field(CharSequence spelled, String lowerCase, Fate fate) {}

    /**
     * Both by names in lower case.
     *
     * @param ends whether a field ends here
     * @param depends those that do not end here, but may, depending on their value
     */
    FieldFates(Predicate<String> ends, Set<String> depends) {
        this.ends = ends;
        this.depends = depends;
    }

    Field of(CharSequence name) {
        return name.length() > LONGEST_REMEMBERED ? workOut(name) : known.of(name);
    }

    private Field workOut(CharSequence name) {
        String lowerCase = name.toString().toLowerCase(Locale.ROOT);
        Fate fate = ends.test(lowerCase) ? Fate.ENDS : depends.contains(lowerCase) ? Fate.DEPENDS : Fate.PASSES;
        return new Field(HttpHeaders.createOptimized(name.toString()), lowerCase, fate);
    }
}
