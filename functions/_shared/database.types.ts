// Generated from the migrated database by `deno task db:types`.

export type Json = string | number | boolean | null | { [key: string]: Json | undefined } | Json[];

export type Database = {
  "tally": {
    Tables: {
      [_ in never]: never;
    };
    Views: {
      "actions": {
        Row: {
          "credits": number;
          "divisible": boolean;
          "key": string;
          "min_tier": string;
          "title": string;
          "unit": string;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "entries": {
        Row: {
          "account_id": string;
          "action": string | null;
          "balance_after": number;
          "credits": number;
          "event_at": string;
          "kind": string | null;
          "metadata": Json | null;
          "quantity": number | null;
          "recorded_at": string;
          "reference": string | null;
          "seq": number;
          "source": string | null;
          "unit_price": number | null;
          "user_id": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "grants": {
        Row: {
          "account_id": string;
          "amount": number;
          "cost_basis_minor": number;
          "created_at": string;
          "currency": string | null;
          "effective_at": string;
          "expires_at": string | null;
          "held": number;
          "id": number;
          "priority": number;
          "remaining": number | null;
          "source": string | null;
          "state": string | null;
        };
        ComputedFields: never;
        Relationships: [];
      };
      "packs": {
        Row: {
          "amount_minor": number;
          "credits": number;
          "currency": string;
          "key": string;
          "max_quantity": number;
          "position": number;
          "title": string;
        };
        ComputedFields: never;
        Insert: {
          "amount_minor"?: number | null;
          "credits"?: number | null;
          "currency"?: string | null;
          "key"?: string | null;
          "max_quantity"?: number | null;
          "position"?: number | null;
          "title"?: string | null;
        };
        Update: {
          "amount_minor"?: number | null;
          "credits"?: number | null;
          "currency"?: string | null;
          "key"?: string | null;
          "max_quantity"?: number | null;
          "position"?: number | null;
          "title"?: string | null;
        };
        Relationships: [];
      };
      "purchases": {
        Row: {
          "account_id": string;
          "amount_minor": number;
          "created_at": string;
          "credits": number;
          "currency": string;
          "ended_at": string | null;
          "expires_at": string | null;
          "id": string;
          "pack": string;
          "paid_at": string | null;
          "quantity": number;
          "status": string;
        };
        ComputedFields: never;
        Insert: {
          "account_id"?: string | null;
          "amount_minor"?: number | null;
          "created_at"?: string | null;
          "credits"?: number | null;
          "currency"?: string | null;
          "ended_at"?: string | null;
          "expires_at"?: string | null;
          "id"?: string | null;
          "pack"?: string | null;
          "paid_at"?: string | null;
          "quantity"?: number | null;
          "status"?: string | null;
        };
        Update: {
          "account_id"?: string | null;
          "amount_minor"?: number | null;
          "created_at"?: string | null;
          "credits"?: number | null;
          "currency"?: string | null;
          "ended_at"?: string | null;
          "expires_at"?: string | null;
          "id"?: string | null;
          "pack"?: string | null;
          "paid_at"?: string | null;
          "quantity"?: number | null;
          "status"?: string | null;
        };
        Relationships: [
          {
            foreignKeyName: "purchases_pack_fkey";
            columns: ["pack"];
            isOneToOne: false;
            referencedRelation: "packs";
            referencedColumns: ["key"];
          },
        ];
      };
    };
    Functions: {
      "account_of": { Args: { "user_id": string }; Returns: string };
      "attach_checkout_session": {
        Args: {
          "account": string;
          "expires_at"?: string;
          "purchase_id": string;
          "session_id": string;
        };
        Returns: undefined;
      };
      "attach_customer": { Args: { "account": string; "customer": string }; Returns: string };
      "balance": {
        Args: { "account"?: string };
        Returns: Database["tally"]["CompositeTypes"]["account_balance"];
        SetofOptions: {
          from: "*";
          to: "account_balance";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "customer_of": { Args: { "account": string }; Returns: string };
      "explain": { Args: { "account"?: string; "seq": number }; Returns: Json };
      "grant_credits": {
        Args: {
          "account": string;
          "cost_basis_minor"?: number;
          "credits": number;
          "currency"?: string;
          "effective_at"?: string;
          "expires_at"?: string;
          "idempotency_key": string;
          "metadata"?: Json;
          "priority"?: number;
          "reference"?: string;
          "source": string;
        };
        Returns: Database["tally"]["CompositeTypes"]["grant_movement"];
        SetofOptions: {
          from: "*";
          to: "grant_movement";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "health_report": { Args: Record<PropertyKey, never>; Returns: Json };
      "quote": {
        Args: { "account"?: string; "action": string; "quantity"?: number };
        Returns: Database["tally"]["CompositeTypes"]["action_quote"];
        SetofOptions: {
          from: "*";
          to: "action_quote";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "receive_stripe_event": {
        Args: { "current"?: Json; "event": Json; "fetch_started_at"?: string };
        Returns: Database["tally"]["CompositeTypes"]["event_outcome"];
        SetofOptions: {
          from: "*";
          to: "event_outcome";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "server_time": { Args: Record<PropertyKey, never>; Returns: string };
      "spend": {
        Args: {
          "account"?: string;
          "action": string;
          "idempotency_key": string;
          "metadata"?: Json;
          "quantity"?: number;
          "reference"?: string;
        };
        Returns: Database["tally"]["CompositeTypes"]["movement"];
        SetofOptions: {
          from: "*";
          to: "movement";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
      "start_purchase": {
        Args: { "account"?: string; "pack": string; "quantity"?: number };
        Returns: Database["tally"]["CompositeTypes"]["purchase_terms"];
        SetofOptions: {
          from: "*";
          to: "purchase_terms";
          isOneToOne: true;
          isSetofReturn: false;
        };
      };
    };
    Enums: {
      [_ in never]: never;
    };
    CompositeTypes: {
      "account_balance": {
        "account_id": string | null;
        "available": number | null;
        "posted": number | null;
        "held": number | null;
        "debt": number | null;
        "status": string | null;
        "low": boolean | null;
        "expires_next_at": string | null;
        "expires_next_credits": number | null;
        "plan": string | null;
        "tier": string | null;
        "updated_at": string | null;
      };
      "action_quote": {
        "action": string | null;
        "quantity": number | null;
        "credits": number | null;
        "unit_price": number | null;
        "available": number | null;
        "affordable": boolean | null;
        "tier_ok": boolean | null;
        "warning": string | null;
        "valid_until": string | null;
      };
      "event_outcome": {
        "outcome": string | null;
        "reason": string | null;
        "account_id": string | null;
        "purchase_id": string | null;
        "credits_before": number | null;
        "credits_after": number | null;
      };
      "grant_movement": {
        "account_id": string | null;
        "seq": number | null;
        "kind": string | null;
        "credits": number | null;
        "balance_after": number | null;
        "available": number | null;
        "replayed": boolean | null;
        "grant_id": number | null;
      };
      "movement": {
        "account_id": string | null;
        "seq": number | null;
        "kind": string | null;
        "credits": number | null;
        "balance_after": number | null;
        "available": number | null;
        "replayed": boolean | null;
      };
      "purchase_terms": {
        "purchase_id": string | null;
        "account_id": string | null;
        "pack": string | null;
        "title": string | null;
        "quantity": number | null;
        "credits": number | null;
        "amount_minor": number | null;
        "currency": string | null;
        "created_at": string | null;
      };
    };
  };
};

type DatabaseWithoutInternals = Omit<Database, "__InternalSupabase">;

type DefaultSchema = DatabaseWithoutInternals[Extract<keyof Database, "tally">];

export type Tables<
  DefaultSchemaTableNameOrOptions extends
    | keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof (
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
      & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
    )
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals } ? (
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    & DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Views"]
  )[TableName] extends {
    Row: infer R;
  } ? R
  : never
  : DefaultSchemaTableNameOrOptions extends keyof (DefaultSchema["Tables"] & DefaultSchema["Views"])
    ? (DefaultSchema["Tables"] & DefaultSchema["Views"])[DefaultSchemaTableNameOrOptions] extends {
      Row: infer R;
    } ? R
    : never
  : never;

export type TablesInsert<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends
    {
      Insert: infer I;
    } ? I
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Insert: infer I;
    } ? I
    : never
  : never;

export type TablesUpdate<
  DefaultSchemaTableNameOrOptions extends
    | keyof DefaultSchema["Tables"]
    | { schema: keyof DatabaseWithoutInternals },
  TableName extends DefaultSchemaTableNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"]
    : never = never,
> = DefaultSchemaTableNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaTableNameOrOptions["schema"]]["Tables"][TableName] extends
    {
      Update: infer U;
    } ? U
  : never
  : DefaultSchemaTableNameOrOptions extends keyof DefaultSchema["Tables"]
    ? DefaultSchema["Tables"][DefaultSchemaTableNameOrOptions] extends {
      Update: infer U;
    } ? U
    : never
  : never;

export type Enums<
  DefaultSchemaEnumNameOrOptions extends
    | keyof DefaultSchema["Enums"]
    | { schema: keyof DatabaseWithoutInternals },
  EnumName extends DefaultSchemaEnumNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"]
    : never = never,
> = DefaultSchemaEnumNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[DefaultSchemaEnumNameOrOptions["schema"]]["Enums"][EnumName]
  : DefaultSchemaEnumNameOrOptions extends keyof DefaultSchema["Enums"]
    ? DefaultSchema["Enums"][DefaultSchemaEnumNameOrOptions]
  : never;

export type CompositeTypes<
  PublicCompositeTypeNameOrOptions extends
    | keyof DefaultSchema["CompositeTypes"]
    | { schema: keyof DatabaseWithoutInternals },
  CompositeTypeName extends PublicCompositeTypeNameOrOptions extends {
    schema: keyof DatabaseWithoutInternals;
  } ? keyof DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"]
    : never = never,
> = PublicCompositeTypeNameOrOptions extends { schema: keyof DatabaseWithoutInternals }
  ? DatabaseWithoutInternals[PublicCompositeTypeNameOrOptions["schema"]]["CompositeTypes"][
    CompositeTypeName
  ]
  : PublicCompositeTypeNameOrOptions extends keyof DefaultSchema["CompositeTypes"]
    ? DefaultSchema["CompositeTypes"][PublicCompositeTypeNameOrOptions]
  : never;

export const Constants = {
  "tally": {
    Enums: {},
  },
} as const;
