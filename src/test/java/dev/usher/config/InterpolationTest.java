package dev.usher.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InterpolationTest {

    private static final Map<String, String> VARIABLES =
            Map.of("HOST", "users", "EMPTY", "", "NESTED", "${HOST}", "FILE", "${file:/etc/passwd}");

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(quoteCharacter = '"', textBlock = """
            plain,                    plain
            ${HOST},                  users
            http://${HOST}:80/a,      http://users:80/a
            ${HOST}-${HOST},          users-users
            ${EMPTY},                 ""
            ${UNSET:},                ""
            ${UNSET:a:b},             a:b
            ${HOST:other},            users
            ${EMPTY:other},           ""
            $${HOST},                 ${HOST}
            $$${HOST},                $${HOST}
            $HOST,                    $HOST
            cost: 5$,                 cost: 5$
            ${NESTED},                ${HOST}
            ${FILE},                  ${file:/etc/passwd}
            ${UNSET:$1},              $1
            """)
    void fillsInVariablesOnce(String written, String expected) throws Rejected {
        assertThat(new Interpolation(directory, VARIABLES::get).fill(written)).isEqualTo(expected);
    }

    @Test
    void aFileLosesItsLastLineEndAndNoMore() throws IOException, Rejected {
        Files.writeString(directory.resolve("key"), " a\nb\n\n");

        assertThat(new Interpolation(directory, VARIABLES::get).fill("<${file:key}>"))
                .isEqualTo("< a\nb\n>");
    }

    @Test
    void aFileIsRegularAndSmall() throws IOException {
        Files.write(directory.resolve("large"), new byte[64 * 1024 + 1]);
        Interpolation interpolation = new Interpolation(directory, VARIABLES::get);

        assertThatThrownBy(() -> interpolation.fill("${file:large}")).hasMessage("${file:large} is larger than 64 KiB");
        assertThatThrownBy(() -> interpolation.fill("${file:/dev/zero}"))
                .hasMessage("${file:/dev/zero} is not there: a file is needed");
        assertThatThrownBy(() -> interpolation.fill("${file:}")).hasMessage("${file:} is not there: a file is needed");
    }

    @Test
    void aFileIsText() throws IOException {
        Files.write(directory.resolve("binary"), new byte[] {(byte) 0xff});

        assertThatThrownBy(() -> new Interpolation(directory, VARIABLES::get).fill("${file:binary}"))
                .hasMessage("${file:binary} is not UTF-8 text");
    }
}
