package org.decnn.rewrite.report;

/**
 * A drawn chart.
 *
 * @param title with the unit
 * @param svg an element to stand in a page, as wide as its place; its text takes the page's colour
 * @param wide whether it needs the page's whole width
 */
record Chart(String title, String svg, boolean wide) {}
