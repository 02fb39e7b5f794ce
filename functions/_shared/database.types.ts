export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  tally: {
    Tables: Record<never, never>;
    Views: Record<never, never>;
    Functions: {
      start_purchase: {
        Args: { account?: string; pack: string; quantity?: number };
        Returns: Json;
      };
      customer_of: { Args: { account: string }; Returns: string };
      attach_customer: { Args: { account: string; customer: string }; Returns: string };
      attach_checkout_session: {
        Args: { expires_at?: string; purchase_id: string; session_id: string };
        Returns: undefined;
      };
      receive_stripe_event: {
        Args: { current?: Json; event: Json; fetch_started_at?: string };
        Returns: Json;
      };
      server_time: { Args: never; Returns: string };
      health_report: { Args: never; Returns: Json };
    };
    Enums: Record<never, never>;
    CompositeTypes: Record<never, never>;
  };
};
