package org.decnn.job.cli;

import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** A bar with rate and remaining time, where a person watches; nothing where none does. */
final class Progress implements AutoCloseable {

    private final ProgressBar bar;

    private Progress(ProgressBar bar) {
        this.bar = bar;
    }

    /** A bar for so many images; the name says what is done with them. */
    static Progress of(String task, long images) {
        return of(task, images, "images");
    }

    /** A bar for so many of the unit. */
    static Progress of(String task, long count, String unit) {
        if (System.console() == null) {
            return new Progress(null);
        }
        return new Progress(
                new ProgressBarBuilder()
                        .setTaskName(task)
                        .setInitialMax(count)
                        .setUnit(" " + unit, 1)
                        .setStyle(ProgressBarStyle.UNICODE_BLOCK)
                        .setUpdateIntervalMillis(200)
                        .showSpeed()
                        .build());
    }

    void step() {
        if (bar != null) {
            bar.step();
        }
    }

    void stepTo(long done) {
        if (bar != null) {
            bar.stepTo(done);
        }
    }

    /** Shows a few words beside the bar. */
    void say(String words) {
        if (bar != null) {
            bar.setExtraMessage(words);
        }
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
