/**
 * Whether splitting a network is the right thing on given boards: {@link
 * org.decnn.rewrite.plan.Planner} goes through the ways of using them, {@link
 * org.decnn.rewrite.plan.BoardModel} says what each gives, {@link org.decnn.rewrite.plan.Advice}
 * which to take. Shapes, multiply-accumulates and bytes are counted as for the report.
 */
package org.decnn.rewrite.plan;
