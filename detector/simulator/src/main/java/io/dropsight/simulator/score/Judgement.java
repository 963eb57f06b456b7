package io.dropsight.simulator.score;

/** What a finding is worth. */
enum Judgement {
    RIGHT,
    /** About something that nobody must find, and that is no false alarm either. */
    NEITHER,
    FALSE
}
