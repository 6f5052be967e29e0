/**
 * What a rewritten network costs and gains beside its original, as a page and as JSON: {@link
 * org.decnn.rewrite.report.Comparer} computes, {@link org.decnn.rewrite.report.Charts} draws,
 * {@link org.decnn.rewrite.report.ReportWriter} writes.
 */
package org.decnn.rewrite.report;
