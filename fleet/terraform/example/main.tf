terraform {
  required_providers {
    airbyte = {
      source  = "airbytehq/airbyte"
      version = "~> 1.3"
    }
  }
}

variable "airbyte_url" { type = string }
variable "airbyte_client_id" { type = string }

variable "airbyte_client_secret" {
  type      = string
  sensitive = true
}

variable "workspace_id" { type = string }

variable "app_key" {
  type      = string
  sensitive = true
}

variable "client_secrets" {
  type      = map(string)
  sensitive = true
}

provider "airbyte" {
  server_url    = var.airbyte_url
  client_id     = var.airbyte_client_id
  client_secret = var.airbyte_client_secret
  token_url     = "${var.airbyte_url}/applications/token"
}

module "fleet" {
  source = "../"

  tenants_file   = "${path.root}/tenants.yaml"
  workspace_id   = var.workspace_id
  app_key        = var.app_key
  client_secrets = var.client_secrets
}

output "connections" {
  value = module.fleet.connections
}
