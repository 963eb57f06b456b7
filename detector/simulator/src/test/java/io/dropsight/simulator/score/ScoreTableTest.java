package io.dropsight.simulator.score;

import static io.dropsight.simulator.score.Cases.alert;
import static io.dropsight.simulator.score.Cases.incident;
import static io.dropsight.simulator.score.Cases.periodic;
import static io.dropsight.simulator.score.Cases.says;
import static io.dropsight.simulator.score.Cases.score;
import static io.dropsight.simulator.score.Cases.truth;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScoreTableTest {
    private final ScoreCard half = score(
            truth(periodic("a", 65), periodic("b", 65)),
            says("a", "periodic", 65).at(65, 334));
    private final ScoreCard outage = score(
            truth(incident("m", "hub_transient", 100)),
            alert("x", "hub_transient", 100).resolved(120));

    private static ScoreTable table(Object... namesAndCards) {
        Map<String, ScoreCard> cards = new LinkedHashMap<>();
        for (int i = 0; i < namesAndCards.length; i += 2) {
            cards.put((String) namesAndCards[i], (ScoreCard) namesAndCards[i + 1]);
        }
        return new ScoreTable(cards);
    }

    private static List<String> cells(String table, String firstCell) {
        return table.lines()
                .filter(line -> line.startsWith("| " + firstCell + " |"))
                .findFirst()
                .map(line -> List.of(line.substring(2, line.length() - 2).split(" \\| ", -1)))
                .orElseThrow();
    }

    @Test
    void theTotalStandsBesideWhatItMustBeAndWhatIsWanted() {
        String table = table("one", half).markdown();

        assertThat(cells(table, "periodic precision"))
                .containsExactly("periodic precision", ">= 0.99", ">= 0.999", "1.0000", "1 of 1");
        assertThat(cells(table, "drops to a periodic verdict, median"))
                .containsExactly("drops to a periodic verdict, median", "<= 5", "<= 4", "4", "of 1");
        assertThat(cells(table, "period error, p95"))
                .containsExactly("period error, p95", "<= 5.0 %", "<= 2.0 %", "0.00 %", "of 1");
        assertThat(cells(table, "false alerts per 1,000 device-days"))
                .containsExactly("false alerts per 1,000 device-days", "<= 0.1", "<= 0.01", "0.0000", "0 in 200");
        assertThat(cells(table, "false alerts per hub-day, healthy fleets"))
                .containsExactly("false alerts per hub-day, healthy fleets", "<= 0.01", "<= 0", "", "0 in 0");
    }

    @Test
    void whatIsWorseThanItMustBeIsMarked() {
        ScoreTable table = table("one", half);

        assertThat(cells(table.markdown(), "periodic recall")).contains("0.5000 !");
        assertThat(table.worse()).containsExactly("periodic recall");
        assertThat(table.text()).contains("\n! worse than it must be");
    }

    @Test
    void severalLogsAreToldOneByOneToo() {
        String table = table("half", half, "outage", outage).markdown();

        assertThat(cells(table, "half"))
                .containsExactly("half", "200", "1.000 / 0.500 !", "", "", "", "1.000", "", "", "", "", "0", "1");
        assertThat(cells(table, "outage"))
                .containsExactly(
                        "outage", "200", "", "", "1.000 / 1.000", "30 s", "1.000", "1.000", "1.000", "", "", "0", "0");
        assertThat(table("half", half).text()).doesNotContain("periodic P / R");
    }

    @Test
    void anotherDetectorStandsBesideIt() {
        String table = table("half", half).beside("naive rules", outage).markdown();

        assertThat(cells(table, "measure")).endsWith("of", "naive rules");
        assertThat(cells(table, "mass recall"))
                .containsExactly("mass recall", ">= 0.97", ">= 0.99", "", "0 of 0", "1.0000");
    }

    @Test
    void columnsOfTheTextLineUp() {
        List<String> lines = table("half", half).text().lines().limit(3).toList();

        assertThat(lines.get(0)).startsWith("measure ").endsWith(" of");
        assertThat(lines).allSatisfy(line -> assertThat(line).hasSameSizeAs(lines.get(0)));
    }
}
