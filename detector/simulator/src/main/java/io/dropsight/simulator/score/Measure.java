package io.dropsight.simulator.score;

import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * One figure of a {@link ScoreCard}, and what it should be.
 *
 * @param key  for machines, such as {@code periodic.precision}
 * @param name for people
 * @param unit in which it is written; shares and percents are ratios
 * @param must worse is a failure; null if there is no such limit
 * @param aim  what is wanted; null if there is none
 * @param high whether more is better
 */
public record Measure(
        String key,
        String name,
        Unit unit,
        @Nullable Double must,
        @Nullable Double aim,
        boolean high,
        Function<ScoreCard, OptionalDouble> figure,
        Function<ScoreCard, String> base) {

    /** How a figure is written. */
    public enum Unit {
        SHARE {
            @Override
            String text(double value) {
                return Texts.format("%.4f", value);
            }
        },
        PERCENT {
            @Override
            String text(double value) {
                return Texts.format("%.2f %%", 100 * value);
            }
        },
        COUNT {
            @Override
            String text(double value) {
                return Texts.format("%.0f", value);
            }
        },
        SECONDS {
            @Override
            String text(double value) {
                return Texts.format("%.0f s", value);
            }
        },
        RATE {
            @Override
            String text(double value) {
                return Texts.format("%.4f", value);
            }
        };

        abstract String text(double value);
    }

    /** The goals of detection.md, section 7, and what has no goal, in the order in which they are told. */
    public static List<Measure> all() {
        return List.of(
                share("periodic.precision", "periodic precision", 0.99, 0.999, card -> card.periodic()
                        .precision()),
                share("periodic.recall", "periodic recall", 0.98, 0.999, card -> card.periodic()
                        .recall()),
                sample(
                        "periodic.drops.median",
                        "drops to a periodic verdict, median",
                        Unit.COUNT,
                        5,
                        4,
                        false,
                        ScoreCard::periodicDrops),
                sample(
                        "periodic.drops.p95",
                        "drops to a periodic verdict, p95",
                        Unit.COUNT,
                        null,
                        null,
                        true,
                        ScoreCard::periodicDrops),
                sample(
                        "periodic.error.median",
                        "period error, median",
                        Unit.PERCENT,
                        0.005,
                        0.001,
                        false,
                        ScoreCard::periodErrors),
                sample(
                        "periodic.error.p95",
                        "period error, p95",
                        Unit.PERCENT,
                        0.05,
                        0.02,
                        true,
                        ScoreCard::periodErrors),
                share("random.precision", "random precision", 0.97, 0.995, card -> card.random()
                        .precision()),
                share("random.recall", "random recall", 0.95, 0.99, card -> card.random()
                        .recall()),
                sample(
                        "random.drops.median",
                        "drops to a random verdict, median",
                        Unit.COUNT,
                        12,
                        8,
                        false,
                        ScoreCard::randomDrops),
                sample(
                        "random.drops.p95",
                        "drops to a random verdict, p95",
                        Unit.COUNT,
                        null,
                        null,
                        true,
                        ScoreCard::randomDrops),
                share("mass.precision", "mass precision", 0.95, 0.99, card -> card.mass()
                        .precision()),
                share("mass.recall", "mass recall", 0.97, 0.99, card -> card.mass()
                        .recall()),
                sample(
                        "mass.sharp.median",
                        "delay of a sharp dip, median",
                        Unit.SECONDS,
                        60,
                        15,
                        false,
                        ScoreCard::sharpDelaysSeconds),
                sample(
                        "mass.sharp.p95",
                        "delay of a sharp dip, p95",
                        Unit.SECONDS,
                        null,
                        60,
                        true,
                        ScoreCard::sharpDelaysSeconds),
                sample(
                        "mass.other.median",
                        "delay of a slower dip, median",
                        Unit.SECONDS,
                        null,
                        null,
                        false,
                        ScoreCard::otherDelaysSeconds),
                share("causes", "cause accuracy", 0.95, 0.99, ScoreCard::causes),
                share("localised", "localisation", 0.95, 0.99, ScoreCard::localised),
                share("resolved", "resolved in time", 0.90, 0.97, ScoreCard::resolved),
                share("echo.precision", "echo precision", null, null, card -> card.echo()
                        .precision()),
                share("echo.recall", "echo recall", null, null, card -> card.echo()
                        .recall()),
                share("echo.forecasts", "echo forecasts right", null, null, ScoreCard::forecasts),
                count("echo.outages", "echoes called outages", ScoreCard::echoesCalledOutages),
                share("feed.precision", "feed precision", null, null, card -> card.feed()
                        .precision()),
                share("feed.recall", "feed recall", null, null, card -> card.feed()
                        .recall()),
                count(
                        "reopened.devices",
                        "reopened, devices",
                        card -> card.periodic().reopened() + card.random().reopened()),
                count(
                        "reopened.incidents",
                        "reopened, incidents",
                        card -> card.mass().reopened()
                                + card.echo().reopened()
                                + card.feed().reopened()),
                rate(
                        "false.device-days",
                        "false alerts per 1,000 device-days",
                        0.1,
                        0.01,
                        ScoreCard::falseAlertsPer1kDeviceDays,
                        card -> Texts.format("%d in %,.0f", card.falseAlerts(), card.deviceDays())),
                rate(
                        "false.hub-days",
                        "false alerts per hub-day",
                        null,
                        null,
                        ScoreCard::falseAlertsPerHubDay,
                        card -> Texts.format("%d in %,.0f", card.falseAlerts(), card.hubDays())),
                rate(
                        "false.healthy",
                        "false alerts per hub-day, healthy fleets",
                        0.01,
                        0.0,
                        ScoreCard::healthyFalseAlertsPerHubDay,
                        card -> Texts.format("%d in %,.0f", card.healthyFalseAlerts(), card.healthyHubDays())));
    }

    /** Whether the limit is kept; also where nothing was judged. */
    public boolean isKept(ScoreCard card) {
        OptionalDouble value = figure.apply(card);
        return must == null || value.isEmpty() || isAsGoodAs(value.getAsDouble(), must);
    }

    private boolean isAsGoodAs(double value, double limit) {
        return high ? value >= limit : value <= limit;
    }

    /** The figure in its unit; empty where nothing was judged. */
    public String text(ScoreCard card) {
        OptionalDouble value = figure.apply(card);
        return value.isEmpty() ? "" : unit.text(value.getAsDouble());
    }

    /** Of how many it is. */
    public String base(ScoreCard card) {
        return base.apply(card);
    }

    String limit(@Nullable Double value) {
        if (value == null) {
            return "";
        }
        String text = unit == Unit.SHARE || unit == Unit.RATE
                ? Texts.format("%s", Math.rint(value) == value ? Texts.format("%.0f", value) : value)
                : unit == Unit.PERCENT ? Texts.format("%s %%", 100 * value) : unit.text(value);
        return (high ? ">= " : "<= ") + text;
    }

    private static Measure share(
            String key, String name, @Nullable Double must, @Nullable Double aim, Function<ScoreCard, Ratio> ratio) {
        return new Measure(
                key,
                name,
                Unit.SHARE,
                must,
                aim,
                true,
                card -> ratio.apply(card).value(),
                card -> Texts.format(
                        "%,d of %,d",
                        ratio.apply(card).right(), ratio.apply(card).of()));
    }

    private static Measure sample(
            String key,
            String name,
            Unit unit,
            @Nullable Number must,
            @Nullable Number aim,
            boolean badEnd,
            Function<ScoreCard, Samples> samples) {
        return new Measure(
                key,
                name,
                unit,
                must == null ? null : Double.valueOf(must.doubleValue()),
                aim == null ? null : Double.valueOf(aim.doubleValue()),
                false,
                card -> badEnd ? samples.apply(card).p95() : samples.apply(card).median(),
                card -> Texts.format("of %,d", samples.apply(card).values().size()));
    }

    private static Measure count(String key, String name, ToIntFunction<ScoreCard> count) {
        return new Measure(
                key,
                name,
                Unit.COUNT,
                null,
                null,
                false,
                card -> OptionalDouble.of(count.applyAsInt(card)),
                card -> "");
    }

    private static Measure rate(
            String key,
            String name,
            @Nullable Double must,
            @Nullable Double aim,
            Function<ScoreCard, OptionalDouble> figure,
            Function<ScoreCard, String> base) {
        return new Measure(key, name, Unit.RATE, must, aim, false, figure, base);
    }
}
