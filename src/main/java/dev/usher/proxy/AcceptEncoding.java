package dev.usher.proxy;

import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a client says of codings, RFC 9110 section 12.5.3. */
final class AcceptEncoding {

    private static final Pattern MEMBER = Pattern.compile(
            "([!#$%&'*+.^_`|~0-9a-z-]++)[ \\t]*+(?:;[ \\t]*+q=(0(?:\\.\\d{0,3})?+|1(?:\\.0{0,3})?+))?+");
    private static final double NOT_SAID = -1;

    private AcceptEncoding() {}

    /** Whether it takes gzip, and likes nothing less than an answer as it is; a client that says nothing does not. */
    static boolean prefersGzip(List<String> lines) {
        double gzip = NOT_SAID;
        double identity = NOT_SAID;
        double others = NOT_SAID;
        for (String line : lines) {
            for (String member : line.split(",", -1)) {
                Matcher matcher = MEMBER.matcher(member.strip().toLowerCase(Locale.ROOT));
                if (matcher.matches()) {
                    String quality = matcher.group(2);
                    double weight = quality == null ? 1 : Double.parseDouble(quality);
                    switch (matcher.group(1)) {
                        case "gzip", "x-gzip" -> gzip = weight;
                        case "identity" -> identity = weight;
                        case "*" -> others = weight;
                        default -> {
                            // a coding that is not spoken here
                        }
                    }
                }
            }
        }
        double own = gzip == NOT_SAID ? others : gzip;
        return own > 0 && own >= identity;
    }
}
