package dev.usher.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class DefectTest {

    @Test
    void itIsNamedWithItsCausesAndOurWayThereAndNotQuoted() {
        String described = Defect.describe(thrown());

        assertThat(described)
                .startsWith("java.lang.IllegalStateException at dev.usher.http.DefectTest.thrown(DefectTest.java:")
                .contains(", caused by java.lang.NumberFormatException at java.base/")
                .doesNotContain("s3cret", "org.junit", "\n");
    }

    @Test
    void howeverDeepItIsItStaysALine() {
        Throwable deep = thrown();
        for (int i = 0; i < 100; i++) {
            deep = new IllegalStateException(deep);
        }

        assertThat(Defect.describe(deep)).hasSizeLessThan(5_000);
    }

    @Test
    void whatHasNoStackIsNamed() {
        assertThat(Defect.describe(new GatewayFailure.NoRoute())).isEqualTo("dev.usher.http.GatewayFailure$NoRoute");
    }

    private static Throwable thrown() {
        try {
            return new AssertionError(List.of(Integer.parseInt("s3cret")));
        } catch (NumberFormatException quoting) {
            return new IllegalStateException("s3cret", quoting);
        }
    }
}
