create schema __module__;
