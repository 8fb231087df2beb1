package dev.usher;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One request read as narrowly as RFC 9112 allows: what comes of it cannot be meant in two ways. */
record StrictRequest(String method, String target, List<Field> fields, String body) {

    private static final Pattern LINE = Pattern.compile("([A-Z]+) ([!-~]+) HTTP/1\\.([01])");
    /** A value may hold octets that are line ends in other character sets. */
    private static final Pattern FIELD =
            Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*(.*?)[ \t]*", Pattern.DOTALL);

    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,8})[ \t]*(;.*)?");

    record Field(String name, String value) {
        /** As the loosest server would compare it. */
        String folded() {
            return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        }
    }

    /** It is not a request, or not one alone. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1;

        Malformed(String what) {
            super(what);
        }
    }

    /**
     * The next request of a connection; absent at its end.
     *
     * @throws EOFException when it breaks off within a body
     */
    static @Nullable StrictRequest read(InputStream in) throws IOException {
        String first = line(in);
        if (first == null) {
            return null;
        }
        Matcher start = LINE.matcher(first);
        if (!start.matches()) {
            throw new Malformed(first);
        }
        List<Field> fields = fields(in);
        return new StrictRequest(start.group(1), start.group(2), fields, body(in, fields, start.group(3)));
    }

    List<String> values(String foldedName) {
        return fields.stream()
                .filter(field -> field.folded().equals(foldedName))
                .map(Field::value)
                .toList();
    }

    private static List<Field> fields(InputStream in) throws IOException {
        List<Field> fields = new ArrayList<>();
        for (String line = line(in); ; line = line(in)) {
            if (line == null) {
                throw new Malformed("half a head");
            }
            if (line.isEmpty()) {
                return fields;
            }
            Matcher field = FIELD.matcher(line);
            if (!field.matches()) {
                throw new Malformed(line);
            }
            fields.add(new Field(field.group(1), field.group(2)));
        }
    }

    private static String body(InputStream in, List<Field> fields, String minor) throws IOException {
        List<String> lengths = values(fields, "content-length");
        List<String> codings = values(fields, "transfer-encoding");
        if (lengths.size() + codings.size() > 1) {
            throw new Malformed("framed twice");
        }
        if (!codings.isEmpty()) {
            if (!codings.getFirst().equalsIgnoreCase("chunked") || minor.equals("0")) {
                throw new Malformed("not chunked");
            }
            return chunks(in, fields);
        }
        if (lengths.isEmpty()) {
            return "";
        }
        if (!lengths.getFirst().matches("[0-9]{1,9}")) {
            throw new Malformed("a length of " + lengths.getFirst());
        }
        return octets(in, Integer.parseInt(lengths.getFirst()));
    }

    /** What comes behind them is among the fields, as the loosest server has it. */
    private static String chunks(InputStream in, List<Field> fields) throws IOException {
        StringBuilder body = new StringBuilder();
        while (true) {
            String line = line(in);
            Matcher chunk = CHUNK.matcher(line == null ? "" : line);
            if (!chunk.matches()) {
                throw line == null ? new EOFException() : new Malformed("a chunk of " + line);
            }
            int size = Integer.parseUnsignedInt(chunk.group(1), 16);
            if (size == 0) {
                fields.addAll(fields(in));
                return body.toString();
            }
            body.append(octets(in, size));
            if (!"".equals(line(in))) {
                throw new Malformed("a chunk that is longer than it said");
            }
        }
    }

    private static String octets(InputStream in, int length) throws IOException {
        byte[] octets = in.readNBytes(length);
        if (octets.length < length) {
            throw new EOFException();
        }
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static List<String> values(List<Field> fields, String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(Field::value)
                .toList();
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\r'; octet = in.read()) {
            if (octet < 0 && line.size() == 0) {
                return null;
            }
            if (octet < ' ' && octet != '\t' || octet == 0x7f) {
                throw new Malformed("a control byte behind " + line.toString(StandardCharsets.ISO_8859_1));
            }
            line.write(octet);
        }
        if (in.read() != '\n') {
            throw new Malformed("a bare carriage return");
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }
}
