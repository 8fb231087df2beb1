package dev.usher.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RecentChangesTest {

    private final RecentChanges changes = new RecentChanges();
    private final Binding binding = new SessionFixture().session(1).binding();

    @Test
    void onlyWhatHasChangedMeanwhileConcernsASession() {
        changes.add(RecentChangesTest::isHis);
        int before = changes.count();
        assertThat(changes.concern(binding, before)).isFalse();

        changes.add(RecentChangesTest::isAnothers);
        assertThat(changes.concern(binding, before)).isFalse();

        changes.add(RecentChangesTest::isHis);
        changes.add(RecentChangesTest::isAnothers);
        assertThat(changes.concern(binding, before)).isTrue();
    }

    @Test
    void whatIsForgottenMayHaveConcernedAnybody() {
        int before = changes.count();
        for (int i = 0; i < 256; i++) {
            changes.add(RecentChangesTest::isAnothers);
        }
        assertThat(changes.concern(binding, before)).isFalse();

        changes.add(RecentChangesTest::isAnothers);
        assertThat(changes.concern(binding, before)).isTrue();
    }

    private static boolean isHis(Binding binding) {
        return binding.userId().equals("U-1");
    }

    private static boolean isAnothers(Binding binding) {
        return binding.userId().equals("U-2");
    }
}
