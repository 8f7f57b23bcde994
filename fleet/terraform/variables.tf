variable "tenants_file" {
  description = "Path of tenants.yaml, the file that npx servicetitan-fleet reads."
  type        = string
}

variable "workspace_id" {
  description = "Airbyte workspace that the fleet lives in."
  type        = string
}

variable "app_key" {
  description = "ST-App-Key of the app in ServiceTitan's developer portal."
  type        = string
  sensitive   = true
}

variable "client_ids" {
  description = "Client id by tenant key, for tenants whose client_id in the file is a reference."
  type        = map(string)
  default     = {}
}

variable "client_secrets" {
  description = "Client secret by tenant key."
  type        = map(string)
  sensitive   = true
}

variable "delivery_secrets" {
  description = "Secret members of a tenant's delivery by tenant key, such as { acme = { password = \"...\" } }."
  type        = map(map(string))
  default     = {}
  sensitive   = true
}

variable "documentation_url" {
  description = "Where the settings page of the two connectors links to."
  type        = string
  default     = "https://docs.airbyte.com/platform/operator-guides/using-custom-connectors"
}
