"""The ways to reach the database: `base` is the contract, `postgres` and `supabase` keep it."""
