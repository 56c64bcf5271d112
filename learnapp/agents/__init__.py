"""The agents that decide: guardrail, planner, executor, evaluator."""
